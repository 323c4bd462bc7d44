/** How Webex judges a card before it posts it (Buttons and Cards guide: version 1.3, about 80 KB, unknown members refused). */
import { badRequest } from './api-error.js';
import type { Attachment } from './model.js';

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';
const MAX_CARD_BYTES = 80 * 1024;
const VERSIONS = new Set(['1.0', '1.1', '1.2', '1.3']);

const COMMON = 'type id isVisible spacing separator height fallback requires';
const INPUT = `${COMMON} label isRequired errorMessage`;
const ACTION = 'type id title iconUrl style fallback requires';
const ELEMENTS: Record<string, string> = {
  AdaptiveCard: `${COMMON} version body actions fallbackText backgroundImage minHeight speak lang verticalContentAlignment selectAction $schema`,
  TextBlock: `${COMMON} text color fontType horizontalAlignment isSubtle maxLines size weight wrap`,
  RichTextBlock: `${COMMON} inlines horizontalAlignment`,
  TextRun: 'type text color fontType highlight isSubtle italic selectAction size strikethrough underline weight',
  Image: `${COMMON} url altText backgroundColor horizontalAlignment selectAction size style width`,
  ImageSet: `${COMMON} images imageSize`,
  Media: `${COMMON} sources poster altText`,
  Container: `${COMMON} items selectAction style verticalContentAlignment bleed backgroundImage minHeight`,
  ColumnSet: `${COMMON} columns selectAction style bleed minHeight horizontalAlignment`,
  Column: `${COMMON} items width style selectAction bleed backgroundImage minHeight verticalContentAlignment`,
  FactSet: `${COMMON} facts`,
  ActionSet: `${COMMON} actions`,
  'Input.Text': `${INPUT} isMultiline maxLength placeholder regex style inlineAction value`,
  'Input.Number': `${INPUT} max min placeholder value`,
  'Input.Date': `${INPUT} max min placeholder value`,
  'Input.Time': `${INPUT} max min placeholder value`,
  'Input.Toggle': `${INPUT} title value valueOff valueOn wrap`,
  'Input.ChoiceSet': `${INPUT} choices isMultiSelect style value placeholder wrap`,
  'Action.OpenUrl': `${ACTION} url`,
  'Action.Submit': `${ACTION} data associatedInputs`,
  'Action.ShowCard': `${ACTION} card`,
  'Action.ToggleVisibility': `${ACTION} targetElements`,
};
const ALLOWED = new Map(Object.entries(ELEMENTS).map(([type, names]) => [type, new Set(names.split(' '))]));
/** Members whose content is the sender's own and not looked into. */
const OPAQUE = new Set(['data', 'requires', 'facts', 'choices', 'sources', 'targetElements', 'backgroundImage']);

/** @throws ApiError 400 as Webex words it. */
export function checkAttachments(attachments: readonly Attachment[]): void {
  if (attachments.length > 1) throw badRequest('Only one card is permitted per message.');
  for (const { contentType, content } of attachments) {
    if (contentType !== CARD_TYPE) throw badRequest('Invalid attachment content type.');
    if (Buffer.byteLength(JSON.stringify(content)) > MAX_CARD_BYTES) throw refusal('Card is too large');
    checkVersion(content);
    checkElement(content, '$');
  }
}

function checkVersion(card: unknown): void {
  if (!isObject(card) || card.type !== 'AdaptiveCard') throw refusal('type must be AdaptiveCard');
  if (typeof card.version !== 'string') throw badRequest('Missing Adaptive Card Version');
  if (!VERSIONS.has(card.version)) throw refusal(`version ${card.version} is not supported`);
}

function checkElement(value: unknown, path: string): void {
  if (Array.isArray(value)) value.forEach((item, at) => checkElement(item, `${path}[${at}]`));
  if (!isObject(value) || Array.isArray(value)) return;
  const type = typeof value.type === 'string' ? value.type : path.endsWith('columns') ? 'Column' : undefined;
  const allowed = type === undefined ? undefined : ALLOWED.get(type);
  if (type !== undefined && allowed === undefined) throw refusal(`${path}: unknown type ${type}`);
  for (const [name, member] of Object.entries(value)) {
    if (allowed?.has(name) === false) throw refusal(`${path}: extraneous key [${name}] is not permitted`);
    if (!OPAQUE.has(name)) checkElement(member, `${path}.${name}`);
  }
}

function refusal(detail: string): Error {
  return badRequest(`Unable to post message: invalid_attachments, Invalid Adaptive Card Json, ${detail}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
