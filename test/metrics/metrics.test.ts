import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/metrics.js';
import type { Standing } from '../../src/metrics/gauges.js';

const STANDING: Standing = {
  connected: true,
  requestsOpen: 1,
  purgesRunning: 2,
  scansOpen: 4,
  signInsLeftMs: [36 * 3_600_000, 90 * 86_400_000, -3_600_000],
  lanes: [
    { width: 8, inFlight: 7, waiting: 120, perSecond: 12.5 },
    { width: 2, inFlight: 0, waiting: 0, perSecond: null },
  ],
  sinceLastScanMs: 90_000,
  passingOut: 12,
  passingOutInMs: 12 * 3_600_000,
};

/** The samples of ours, by name and labels. */
async function shown(metrics: ReturnType<typeof createMetrics>): Promise<ReadonlyMap<string, number>> {
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('purge_bot_'));
  return new Map(
    lines.map((line) => {
      const cut = line.lastIndexOf(' ');
      return [line.slice(0, cut), Number(line.slice(cut + 1))];
    }),
  );
}

describe('the metrics', () => {
  it('show how things stand at each look', async () => {
    let standing: Standing | null = null;
    let deafMs = 1_500;
    const metrics = createMetrics({ standing: () => Promise.resolve(standing), deafForMs: () => deafMs });
    const starting = await shown(metrics);
    expect(starting.has('purge_bot_connected')).toBe(false);
    expect(starting.get('purge_bot_deaf_seconds')).toBe(deafMs / 1_000);
    [standing, deafMs] = [STANDING, 0];
    expect(Object.fromEntries(await shown(metrics))).toMatchObject({
      purge_bot_connected: 1,
      purge_bot_deaf_seconds: 0,
      purge_bot_requests_open: 1,
      purge_bot_purges_running: 2,
      purge_bot_officers_signed_in: 3,
      purge_bot_scans_open: 4,
      'purge_bot_sign_in_days_left{officer="1"}': 1.5,
      'purge_bot_sign_in_days_left{officer="2"}': 90,
      'purge_bot_lane_width{lane="1"}': 8,
      'purge_bot_lane_width{lane="2"}': 2,
      'purge_bot_lane_in_flight{lane="1"}': 7,
      'purge_bot_lane_queue{lane="1"}': 120,
      'purge_bot_lane_permitted_per_second{lane="1"}': 12.5,
      purge_bot_last_scan_age_seconds: 90,
      purge_bot_due_messages_passing_out: 12,
      purge_bot_passing_out_days_left: 0.5,
    });
    standing = { ...STANDING, connected: false, signInsLeftMs: [], lanes: [], sinceLastScanMs: null };
    const now = await shown(metrics);
    expect(now.get('purge_bot_connected')).toBe(0);
    expect([...now.keys()].filter((sample) => /officer=|lane=/.test(sample))).toEqual([]);
    expect(now.get('purge_bot_officers_signed_in')).toBe(0);
    expect(now.has('purge_bot_last_scan_age_seconds')).toBe(false);
  });

  it('count from nought, each app for itself', async () => {
    const sources = { standing: () => Promise.resolve(null), deafForMs: () => 0 };
    const [one, other] = [createMetrics(sources), createMetrics(sources)];
    one.counting.outcome('deleted');
    one.counting.outcome('deleted');
    one.counting.limited(1_500);
    one.counting.deliveryRefused();
    one.counting.eventsRead('created', 40);
    one.counting.request({ method: 'GET', endpoint: 'events', status: 'none' });
    expect(Object.fromEntries(await shown(one))).toMatchObject({
      'purge_bot_messages_total{outcome="deleted"}': 2,
      'purge_bot_messages_total{outcome="failed"}': 0,
      purge_bot_webex_limited_seconds_total: 1.5,
      purge_bot_webhooks_refused_total: 1,
      'purge_bot_scan_events_total{type="created"}': 40,
      'purge_bot_webex_requests_total{method="GET",endpoint="events",status="none"}': 1,
    });
    expect((await shown(other)).get('purge_bot_messages_total{outcome="deleted"}')).toBe(0);
  });
});
