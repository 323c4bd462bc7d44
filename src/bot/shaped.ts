import type { z } from 'zod';
import { OddAnswerError } from '../errors.js';

/** What Webex said, in the shape that we know; `what` names it in the OddAnswerError otherwise. */
export function shaped<Shape extends z.ZodType>(said: unknown, shape: Shape, what: string): z.infer<Shape> {
  const parsed = shape.safeParse(said);
  if (parsed.success) return parsed.data;
  throw new OddAnswerError(`Webex described ${what} in an unknown form`, { cause: parsed.error });
}
