import type { MailboxView, MailView } from '../space-view.js';
import { element, find, timeOf } from './dom.js';

/** The conversation of two people: what they see of it, or all that a compliance officer still reads. */
export interface Mailbox {
  draw(view: MailboxView): void;
  seeAsOfficer(): void;
}

export function mailbox(): Mailbox {
  const list = find('mails', HTMLOListElement);
  const officersEyes = document.querySelector<HTMLInputElement>('input[name=eyes][value=officers]');
  let view: MailboxView | null = null;

  const redraw = (): void => {
    if (view === null) return;
    const shown = officersEyes?.checked === true ? view.messages : view.messages.filter(({ deleted }) => !deleted);
    lay(list, shown, view.between);
    tell(find('mail-count', HTMLElement), countOf(view));
  };
  // Changing eyes is no deletion: everything is laid out anew, and nothing vanishes.
  const layAnew = (): void => {
    list.replaceChildren();
    redraw();
  };
  for (const one of document.querySelectorAll('input[name=eyes]')) one.addEventListener('change', layAnew);

  return {
    seeAsOfficer: () => {
      officersEyes?.click();
    },
    draw: (next) => {
      view = next;
      tell(find('mailbox-title', HTMLElement), next.between.join(' and '));
      redraw();
    },
  };
}

/** Adds what is missing, draws anew what changed, and lets vanish what is gone. */
function lay(list: HTMLElement, mails: readonly MailView[], [, second]: MailboxView['between']): void {
  const standing = new Map([...list.querySelectorAll<HTMLElement>('.mail:not(.going)')].map((one) => [one.id, one]));
  for (const mail of mails) {
    const before = standing.get(mail.id);
    standing.delete(mail.id);
    if (before?.dataset['form'] === JSON.stringify(mail)) continue;
    const item = draw(mail, mail.by === second);
    if (before === undefined) list.append(item);
    else before.replaceWith(item);
  }
  for (const item of standing.values()) vanish(item);
}

function vanish(item: HTMLElement): void {
  item.classList.add('going');
  void Promise.allSettled(item.getAnimations().map(({ finished }) => finished)).then(() => item.remove());
}

function draw(mail: MailView, isAnswer: boolean): HTMLElement {
  const item = element('li', 'mail');
  item.id = mail.id;
  item.dataset['form'] = JSON.stringify(mail);
  item.classList.toggle('answer', isAnswer);
  item.append(element('p', 'by-line', `${mail.by}, ${dayOf(mail.at)}`), element('p', '', mail.words));
  if (mail.deleted === null) return item;
  item.classList.add('deleted');
  item.append(element('p', 'fate', `hidden from both by ${mail.deleted.by}, ${timeOf(mail.deleted.at)}`));
  return item;
}

function countOf({ messages }: MailboxView): string {
  const hidden = messages.filter(({ deleted }) => deleted !== null).length;
  if (hidden === 0) return `${String(messages.length)} messages`;
  const left = messages.length - hidden;
  return `${String(left)} of ${String(messages.length)} messages left; all still readable for a compliance officer`;
}

/** A live region speaks at every change, so it is changed only where the words are others. */
function tell(place: HTMLElement, words: string): void {
  if (place.textContent !== words) place.textContent = words;
}

function dayOf(at: string): string {
  return new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'long' });
}
