import { createRequire } from 'node:module';
import type { Json } from '../../model.js';

/** A card's JSON, or a template of one. */
export type CardJson = Readonly<Record<string, Json>>;

/** One line of a fact list; both are our own words and figures, never foreign text. */
export type Fact = { readonly title: string; readonly value: string };

/** What we use of adaptivecards-templating; its own types drag the card library's sources into the type check. */
interface TemplatingModule {
  readonly Template: new (payload: CardJson) => { expand(context: { $root: CardJson }): CardJson };
}

const require = createRequire(import.meta.url);
const { Template } = require('adaptivecards-templating') as TemplatingModule;

/** Fills `${…}`, `$data` and `$when` of a template. Values are put in as they are: a `${…}` inside one stays text. */
export type Fill = (data: CardJson) => CardJson;

/** Reads the expressions of a template, once for every card made from it: that takes longer than to fill them. */
export function compile(template: CardJson): Fill {
  const compiled = new Template(template);
  return (data) => compiled.expand({ $root: data });
}
