import type { PurgeRequest, RequestState } from '../../model.js';

/** Colours that the renderers know. */
type Tone = 'Good' | 'Warning' | 'Attention' | 'Default';

interface ClosedTitle {
  readonly title: string;
  readonly tone: Tone;
  /** Before the name of who ended it. */
  readonly ended: string;
}

const CLOSED: ClosedTitle = { title: 'Closed', tone: 'Default', ended: 'Closed by ' };

const TITLES: Partial<Record<RequestState, Partial<ClosedTitle>>> = {
  rejected: { title: 'Rejected', tone: 'Attention', ended: 'Rejected by ' },
  expired: { title: 'Expired undecided', tone: 'Warning' },
  withdrawn: { title: 'Withdrawn', tone: 'Warning', ended: 'Withdrawn by ' },
  cancelled: { title: 'Cancelled', tone: 'Attention', ended: 'Cancelled by ' },
  approved: { title: 'Approved', tone: 'Good' },
  running: { title: 'Approved and running', tone: 'Good' },
  stopped: { title: 'Stopped', tone: 'Warning' },
  completed: { title: 'Completed', tone: 'Good' },
  incomplete: { title: 'Ended incomplete', tone: 'Warning' },
  'over-limit': { title: 'Too many messages', tone: 'Attention' },
  previewed: { title: 'Preview' },
};

/** How a card without buttons is headed. */
export function closedTitle({ state, rules }: PurgeRequest): ClosedTitle {
  if (state === 'incomplete' && rules.rehearsal) return { ...CLOSED, title: 'Rehearsed', tone: 'Good' };
  return { ...CLOSED, ...TITLES[state] };
}
