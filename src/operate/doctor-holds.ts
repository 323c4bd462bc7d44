import type { Config } from '../config.js';
import { createHoldFile } from '../storage/holds-file.js';
import { fine, type Finding } from './doctor-finding.js';

/** Can the file of HOLDS_CSV be relied on? What is wrong with it is an AppError, which names the line. */
export async function checkHolds({ holdsCsv }: Config): Promise<readonly Finding[]> {
  if (holdsCsv === null) return [];
  const { rows } = await createHoldFile(holdsCsv).read();
  return [fine('hold list', `HOLDS_CSV can be read; people and spaces on hold in it: ${String(rows.length)}.`)];
}
