/**
 * The real webex-node-bot-framework over the websocket, as a process of its own: the SDK reads its addresses from the
 * environment when it is loaded. Reports what arrives as lines of JSON.
 */
import { createRequire } from 'node:module';

const report = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
process.on('unhandledRejection', (reason) => report({ kind: 'rejection', reason: String(reason) }));

const Framework = createRequire(import.meta.url)('webex-node-bot-framework');
const framework = new Framework({ token: process.argv[2], messageFormat: 'markdown' });

framework.hears(/.*/s, (bot, trigger) => {
  report({ kind: 'heard', text: trigger.text, roomId: trigger.message.roomId, personEmail: trigger.person.emails[0] });
  void bot.say('markdown', `You said **${trigger.args.at(-1)}**`);
});
framework.on('attachmentAction', (bot, trigger) => report({ kind: 'clicked', action: trigger.attachmentAction }));
framework.on('spawn', (bot) => report({ kind: 'spawned', roomId: bot.room.id }));
framework.on('initialized', () => report({ kind: 'ready' }));
await framework.start();
process.on('SIGTERM', () => void framework.stop().then(() => process.exit(0)));
