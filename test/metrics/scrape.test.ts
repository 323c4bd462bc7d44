import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import { playStory } from '../story/playing.js';
import { setScene } from '../story/scene.js';

/** The real bot, scraped over its real server. */
describe('/metrics', { timeout: 90_000 }, () => {
  const scene = setScene();

  async function scrape() {
    const { statusCode, headers, body } = await request(`${scene.stage.publicUrl}/metrics`);
    const text = await body.text();
    const value = (sample: string): number | null => {
      const line = text.split('\n').find((candidate) => candidate.startsWith(`${sample} `));
      return line === undefined ? null : Number(line.slice(sample.length + 1));
    };
    return { statusCode, headers, text, value };
  }

  test('is in the text format that Prometheus reads', async () => {
    const { statusCode, headers, value } = await scrape();
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(value('purge_bot_connected')).toBe(1);
    expect(value('purge_bot_officers_signed_in')).toBe(2);
    for (const officer of ['1', '2']) {
      expect(value(`purge_bot_sign_in_days_left{officer="${officer}"}`)).toBeGreaterThan(89);
    }
    expect(value('purge_bot_last_scan_age_seconds')).toBeNull();
  });

  test('counts what a purge did, and names nobody', async () => {
    await playStory(scene);
    const deletions = await scene.stage.webex.deletions();
    const { text, value } = await scrape();
    expect(value('purge_bot_messages_total{outcome="deleted"}')).toBe(deletions.length);
    expect(value('purge_bot_webex_requests_total{method="DELETE",endpoint="messages",status="204"}')).toBeGreaterThan(
      deletions.length - 1,
    );
    expect(value('purge_bot_scan_events_total{type="created"}')).toBeGreaterThan(deletions.length);
    expect(value('purge_bot_last_scan_age_seconds')).toBeLessThan(90);
    expect(value('purge_bot_purges_running')).toBe(0);
    expect(value('purge_bot_lane_width{lane="1"}')).toBeGreaterThan(1);
    expect(value('purge_bot_lane_queue{lane="1"}')).toBe(0);
    expect(value('purge_bot_lane_queue{lane="3"}')).toBeNull();
    const { org } = scene.stage;
    for (const { id, email, displayName } of [...org.officers, org.member, org.bot]) {
      for (const name of [id, email, displayName, deletions[0]?.messageId ?? id]) expect(text).not.toContain(name);
    }
  });
});
