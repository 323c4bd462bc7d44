import type { RequestState } from '../../model.js';

/** Colours that the renderers know. */
export type Tone = 'Good' | 'Warning' | 'Attention' | 'Default';

const TITLES: Partial<Record<RequestState, { readonly title: string; readonly tone: Tone }>> = {
  rejected: { title: 'Rejected', tone: 'Attention' },
  expired: { title: 'Expired undecided', tone: 'Warning' },
  withdrawn: { title: 'Withdrawn for a later request', tone: 'Warning' },
  cancelled: { title: 'Cancelled', tone: 'Attention' },
  approved: { title: 'Approved', tone: 'Good' },
  running: { title: 'Approved and running', tone: 'Good' },
  stopped: { title: 'Stopped', tone: 'Warning' },
  completed: { title: 'Completed', tone: 'Good' },
  incomplete: { title: 'Ended incomplete', tone: 'Warning' },
  'over-limit': { title: 'Too many messages', tone: 'Attention' },
  previewed: { title: 'Preview', tone: 'Default' },
};

/** How a card without buttons is headed. */
export function closedTitle(state: RequestState): { readonly title: string; readonly tone: Tone } {
  return TITLES[state] ?? { title: 'Closed', tone: 'Default' };
}
