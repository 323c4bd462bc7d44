import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.js';
import type { CardFace } from '../model.js';
import { faultsOf, unfilledPlaces } from './cards/check.js';
import { faceData } from './cards/face-data.js';
import { SAMPLES } from './cards/samples.js';
import { compile, type CardJson, type Fill } from './cards/template.js';
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
  const pathOf = (face: FaceName): string => join(folder, `${face}.json`);
  const faces = new Set(SAMPLES.map(({ face }) => face));
  const fills = new Map<FaceName, Fill>([...faces].map((face) => [face, compile(readTemplate(pathOf(face)))]));
  const fill = (card: CardFace): CardJson => {
    const drawn = fills.get(card.face)?.(faceData(card)) ?? {};
    return card.request.rules.rehearsal ? drawnAsRehearsal(drawn) : drawn;
  };
  for (const sample of SAMPLES) check(pathOf(sample.face), fill(sample));
  return { fill };
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
