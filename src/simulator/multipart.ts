/** One file of a multipart/form-data body. */
export interface UploadedFile {
  readonly field: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

export interface Form {
  readonly fields: Record<string, string>;
  readonly files: readonly UploadedFile[];
}

/** Parses multipart/form-data (RFC 7578), as far as API clients write it. */
export function readMultipart(body: Buffer, contentType: string): Form {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1] ?? '';
  const fields: Record<string, string> = {};
  const files: UploadedFile[] = [];
  for (const part of partsOf(body, `--${boundary}`)) {
    const { headers, content } = split(part);
    const field = /[; ]name="([^"]*)"/i.exec(headers)?.[1] ?? '';
    const name = /filename="([^"]*)"/i.exec(headers)?.[1];
    if (name === undefined) fields[field] = content.toString('utf8');
    else
      files.push({
        field,
        name,
        contentType: /content-type: *([^\r\n]+)/i.exec(headers)?.[1] ?? 'application/octet-stream',
        bytes: content,
      });
  }
  return { fields, files };
}

function partsOf(body: Buffer, delimiter: string): Buffer[] {
  const parts: Buffer[] = [];
  let start = body.indexOf(delimiter);
  while (start !== -1) {
    const from = start + delimiter.length;
    const end = body.indexOf(delimiter, from);
    if (end === -1) break;
    parts.push(body.subarray(from + 2, end - 2));
    start = end;
  }
  return parts;
}

function split(part: Buffer): { headers: string; content: Buffer } {
  const gap = part.indexOf('\r\n\r\n');
  return { headers: part.subarray(0, gap).toString('utf8'), content: part.subarray(gap + 4) };
}
