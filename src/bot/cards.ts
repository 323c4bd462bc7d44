import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.js';
import type { CardFace } from '../model.js';
import { faultsOf, unfilledPlaces } from './cards/check.js';
import { faceData } from './cards/face-data.js';
import { SAMPLES } from './cards/samples.js';
import { expand, type CardJson } from './cards/template.js';
import { drawnAsRehearsal } from './rehearsal.js';

type FaceName = CardFace['face'];

/** The cards of the bot, one template a face. */
export interface Cards {
  /** Adaptive Card 1.3 JSON, under 20 KB whatever the request holds. */
  fill(card: CardFace): CardJson;
}

const TEMPLATES = fileURLToPath(new URL('../../cards/', import.meta.url));

/**
 * Reads the template of every face and tries each with sample data.
 * @throws AppError that names the template and what is wrong with it.
 */
export function loadCards(folder = TEMPLATES): Cards {
  const templates = new Map<FaceName, CardJson>();
  for (const sample of SAMPLES) {
    const path = join(folder, `${sample.face}.json`);
    const template = readTemplate(path);
    templates.set(sample.face, template);
    check(path, draw(template, sample));
  }
  return { fill: (card) => draw(templates.get(card.face) ?? {}, card) };
}

function draw(template: CardJson, card: CardFace): CardJson {
  const drawn = expand(template, faceData(card));
  return card.request.rules.rehearsal ? drawnAsRehearsal(drawn) : drawn;
}

function readTemplate(path: string): CardJson {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as CardJson;
  } catch (cause) {
    throw faulty(path, cause instanceof Error ? cause.message : 'it cannot be read', cause);
  }
}

function check(path: string, card: CardJson): void {
  const unfilled = unfilledPlaces(card).map((place) => `nothing fills ${place}`);
  const faults = [...unfilled, ...faultsOf(card)];
  if (faults.length > 0) throw faulty(path, faults.join('; '));
}

function faulty(path: string, fault: string, cause?: unknown): AppError {
  return new AppError('card-template', `The card template ${path} cannot be used: ${fault}`, {
    hint: 'Restore the file from the release, or correct it in a card designer (Adaptive Cards 1.3).',
    cause,
  });
}
