import type { Figures, SpeedFigures } from './figures.js';
import type { LimitFigures } from './limits.js';

/** Medians of the runs of each size. */
export function speedTable(figures: readonly Figures[]): string {
  const speeds = figures.filter((figure) => figure.kind === 'speed');
  const sizes = [...new Set(speeds.map(({ scan }) => sizeOf(scan.events)))];
  const rows = sizes.map((size) => speedRow(speeds.filter(({ scan }) => sizeOf(scan.events) === size)));
  return table(
    ['events', 'scan/s', '× seq.', '% ceiling', 'frozen s', 'peak MB', 'delete/s', '× seq.', '% ceiling'],
    rows,
  );
}

export function limitTable(figures: readonly Figures[]): string {
  const limits = figures.filter((figure) => figure.kind === 'limit');
  return table(['limit/s', 'used from 10 s', 'used from 30 s', '429'], limits.map(limitRow));
}

function speedRow(runs: readonly SpeedFigures[]): readonly string[] {
  const of = (pick: (run: SpeedFigures) => number): number => median(runs.map(pick));
  const rate = ({ scan }: SpeedFigures): number => scan.events / scan.readingSeconds;
  const scanCells = [
    number(of(({ scan }) => scan.events)),
    number(of(rate)),
    of((run) => rate(run) / run.sequential).toFixed(1),
    percent(of((run) => rate(run) / run.ceiling)),
    of(({ scan }) => scan.seconds).toFixed(1),
    number(of(({ scan }) => scan.peakMb)),
  ];
  const deletions = runs.map(({ deletion }) => deletion).filter((deletion) => deletion !== null);
  if (deletions.length === 0) return [...scanCells, '', '', ''];
  return [
    ...scanCells,
    number(median(deletions.map(({ ours }) => ours))),
    median(deletions.map(({ ours, sequential }) => ours / sequential)).toFixed(1),
    percent(median(deletions.map(({ ours, ceiling }) => ours / ceiling))),
  ];
}

function limitRow({ perSecond, usedFrom10s, usedFrom30s, refused }: LimitFigures): readonly string[] {
  return [number(perSecond), percent(usedFrom10s), percent(usedFrom30s), percent(refused, 2)];
}

/** Runs of one size differ by the few events that come twice. */
function sizeOf(events: number): number {
  return Number(events.toPrecision(2));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n') + '\n';
}
