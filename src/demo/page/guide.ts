import { find } from './dom.js';
import { nextStep, STEPS, type GuideAct, type Scene } from './next-step.js';

/** Tells a first visitor what to do next, and does it at a click. */
export interface Guide {
  draw(scene: Scene): void;
}

export function guide(act: (act: GuideAct) => Promise<void>): Guide {
  const number = find('guide-step', HTMLElement);
  const words = find('guide-words', HTMLElement);
  const button = find('guide-act', HTMLButtonElement);
  let shown = '';
  let next: GuideAct | null = null;

  button.addEventListener('click', () => {
    if (next === null) return;
    button.setAttribute('aria-busy', 'true');
    void act(next).finally(() => button.removeAttribute('aria-busy'));
  });

  return {
    draw: (scene) => {
      const step = nextStep(scene);
      // The words are a live region, which speaks at every change.
      if (JSON.stringify(step) === shown) return;
      shown = JSON.stringify(step);
      next = step.act;
      number.textContent = `Step ${String(step.number)} of ${String(STEPS)}`;
      words.textContent = step.words;
      button.textContent = step.label;
    },
  };
}
