import { describe, expect, it } from 'vitest';
import { createGroupCommit } from '../../src/storage/group-commit.js';

describe('a group commit', () => {
  it('takes along in the next write whatever came during the one before, in order', async () => {
    const groups: (readonly number[])[] = [];
    const commits = createGroupCommit(async (items: readonly number[]) => {
      groups.push(items);
      await Promise.resolve();
      return items.map((item) => item * 10);
    });
    const results = await Promise.all([1, 2, 3, 4].map((item) => commits.add(item)));
    expect(results).toEqual([10, 20, 30, 40]);
    expect(groups).toEqual([[1], [2, 3, 4]]);
  });

  it('never writes twice at once', async () => {
    let writing = 0;
    let most = 0;
    const commits = createGroupCommit(async (items: readonly number[]) => {
      most = Math.max(most, (writing += 1));
      await Promise.resolve();
      writing -= 1;
      return items;
    });
    const early = [1, 2].map((item) => commits.add(item));
    await early[0];
    await Promise.all([...early, commits.add(3)]);
    expect(most).toBe(1);
  });

  it('fails those whose write failed, and nobody else', async () => {
    const commits = createGroupCommit(async (items: readonly number[]) => {
      await Promise.resolve();
      if (items.includes(2)) throw new Error('full');
      return items;
    });
    const first = await Promise.allSettled([1, 2, 3].map((item) => commits.add(item)));
    expect(first.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await commits.add(4)).toBe(4);
  });

  it('is idle when nothing waits any more', async () => {
    const done: number[] = [];
    const commits = createGroupCommit(async (items: readonly number[]) => {
      await Promise.resolve();
      done.push(...items);
      return items;
    });
    const all = [1, 2, 3].map((item) => commits.add(item));
    await commits.idle();
    expect(done).toEqual([1, 2, 3]);
    await Promise.all(all);
  });
});
