/** Loaded before the bot: on SIGUSR2 something fails that nobody waits for, as a fault of the bot's own code would. */
process.on('SIGUSR2', () => void Promise.reject(new Error('a fault of our own')));
