/** Webex's look for adaptive cards, in both colour schemes. Contrast of text on its ground is at least 4.5 to 1. */

interface Tone {
  readonly default: string;
  readonly subtle: string;
}

function tone(colour: string, subtle = colour): Tone {
  return { default: colour, subtle };
}

const LIGHT = {
  default: tone('#171717', '#545454'),
  accent: tone('#0f5fab'),
  good: tone('#185e46'),
  warning: tone('#7d4705'),
  attention: tone('#a8112a'),
};

const DARK = {
  default: tone('#f3f3f3', '#bcbcbc'),
  accent: tone('#64b4fa'),
  good: tone('#3cc29a'),
  warning: tone('#f2990a'),
  attention: tone('#fc8b98'),
};

const fontSizes = { small: 13, default: 15, medium: 17, large: 20, extraLarge: 28 };
const fontWeights = { lighter: 300, default: 400, bolder: 600 };

export function cardLook(dark: boolean): object {
  const foregroundColors = dark ? DARK : LIGHT;
  const [ground, raised] = dark ? ['#1a1a1a', '#292929'] : ['#ffffff', '#f7f7f7'];
  return {
    fontTypes: {
      default: { fontFamily: 'inherit', fontSizes, fontWeights },
      monospace: { fontFamily: 'ui-monospace, Consolas, Menlo, monospace', fontSizes, fontWeights },
    },
    spacing: { small: 4, default: 8, medium: 12, large: 20, extraLarge: 28, padding: 16 },
    separator: { lineThickness: 1, lineColor: dark ? '#3d3d3d' : '#dedede' },
    containerStyles: {
      default: { backgroundColor: ground, foregroundColors },
      emphasis: { backgroundColor: raised, foregroundColors },
      good: { backgroundColor: raised, foregroundColors },
      warning: { backgroundColor: raised, foregroundColors },
      attention: { backgroundColor: raised, foregroundColors },
      accent: { backgroundColor: raised, foregroundColors },
    },
    actions: {
      maxActions: 5,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
    },
    factSet: {
      title: { color: 'default', size: 'default', isSubtle: true, weight: 'default', wrap: true, maxWidth: 150 },
      value: { color: 'default', size: 'default', isSubtle: false, weight: 'default', wrap: true },
      spacing: 12,
    },
    inputs: {
      label: {
        requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
        optionalInputs: { weight: 'bolder' },
      },
      errorMessage: { color: 'attention' },
    },
  };
}
