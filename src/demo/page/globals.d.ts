/** The two libraries that the page loads as classic scripts; only what is used. */
declare namespace AdaptiveCards {
  class HostConfig {
    constructor(config: object);
  }
  class Action {
    title?: string;
  }
  class SubmitAction extends Action {
    readonly data: object | undefined;
  }
  interface Input {
    readonly id?: string;
    readonly value: number | string | undefined;
    defaultValue: string | undefined;
    isSet(): boolean;
  }
  class AdaptiveCard {
    static onProcessMarkdown: (text: string, result: { outputHtml?: string; didProcess: boolean }) => void;
    hostConfig: HostConfig;
    onExecuteAction: ((action: Action) => void) | undefined;
    parse(card: object): void;
    getAllInputs(): Input[];
    render(): HTMLElement | undefined;
  }
}

interface MarkdownIt {
  render(text: string): string;
  disable(rules: readonly string[]): MarkdownIt;
}

declare function markdownit(options: { html: boolean; linkify: boolean; breaks: boolean }): MarkdownIt;
