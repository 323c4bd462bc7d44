import type { TroubleName } from '../space-view.js';
import { find, wordsOf } from './dom.js';

/** The buttons that inflict trouble; a pressed one stands. */
export interface TroublePanel {
  draw(standing: readonly TroubleName[]): void;
  /** As a click on its button. */
  press(name: TroubleName): Promise<void>;
}

export function troublePanel(change: (name: TroubleName, stands: boolean) => Promise<void>): TroublePanel {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('button[data-trouble]')];
  const refused = find('trouble-refused', HTMLElement);

  const press = async (button: HTMLButtonElement): Promise<void> => {
    button.setAttribute('aria-busy', 'true');
    try {
      await change(nameOf(button), button.getAttribute('aria-pressed') !== 'true');
      refused.textContent = '';
    } catch (error) {
      refused.textContent = wordsOf(error);
    } finally {
      button.removeAttribute('aria-busy');
    }
  };
  for (const button of buttons) button.addEventListener('click', () => void press(button));

  return {
    press: async (name) => {
      for (const button of buttons) if (nameOf(button) === name) await press(button);
    },
    draw: (standing) => {
      for (const button of buttons) button.setAttribute('aria-pressed', String(standing.includes(nameOf(button))));
    },
  };
}

/** index.html names them. */
function nameOf({ dataset }: HTMLButtonElement): TroubleName {
  return dataset['trouble'] as TroubleName;
}
