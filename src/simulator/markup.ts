/** Webex's markdown, roughly: who is mentioned, the plain text that remains, and the html that clients draw. */
import type { Org } from './org.js';
import { uuidOf } from './ids.js';
import type { Person, Room } from './model.js';

export interface Markup {
  readonly text: string;
  readonly html: string;
  readonly mentionedPeople: readonly string[];
  readonly mentionedGroups: readonly string[];
}

const MENTION = /<@(all|personEmail:[^|>]+|personId:[^|>]+)(?:\|([^>]*))?>/g;

export function readMarkdown(markdown: string, room: Room, org: Org): Markup {
  const people = new Set<string>();
  const groups = new Set<string>();
  const show = (tag: (name: string, attributes: string) => string): string =>
    markdown.replace(MENTION, (whole, target: string, label: string | undefined) => {
      if (target === 'all') return tag(label ?? 'All', 'data-object-type="groupMention" data-group-type="all"');
      const person = mentioned(target, org);
      if (person === undefined || !room.members.has(person.uuid)) return label ?? whole;
      return tag(label ?? person.displayName, `data-object-type="person" data-object-id="${person.uuid}"`);
    });
  for (const [, target] of markdown.matchAll(MENTION)) {
    if (target === 'all') groups.add('all');
    const person = target === undefined ? undefined : mentioned(target, org);
    if (person && room.members.has(person.uuid)) people.add(person.uuid);
  }
  return {
    text: stripMarks(show((name) => name)),
    html: toHtml(show((name, attributes) => `<spark-mention ${attributes}>${name}</spark-mention>`)),
    mentionedPeople: [...people],
    mentionedGroups: [...groups],
  };
}

function mentioned(target: string, org: Org): Person | undefined {
  const separator = target.indexOf(':');
  const value = target.slice(separator + 1);
  if (target.startsWith('personEmail:')) return org.personByEmail(value);
  const uuid = target.startsWith('personId:') ? uuidOf('PEOPLE', value) : undefined;
  return uuid === undefined ? undefined : org.people.get(uuid);
}

/** Takes the marks off, keeps escaped characters as they are meant. */
function stripMarks(markdown: string): string {
  return markdown
    .replace(/(?<!\\)(\*\*|__|`{1,3})/g, '')
    .replace(/(?<![\\!])\[([^\]]*)\]\(([^)]*)\)/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!<>|~@=])/g, '$1');
}

function toHtml(markdown: string): string {
  const marked = markdown
    .replace(/(?<!\\)\*\*(.+?)(?<!\\)\*\*/g, '<strong>$1</strong>')
    .replace(/(?<![\\!])\[([^\]]*)\]\(([^)]*)\)/g, '<a href="$2">$1</a>')
    .replace(/\\([\\`*_{}[\]()#+\-.!<>|~@=])/g, '$1');
  return `<p>${marked.replaceAll('\n', '<br/>')}</p>`;
}
