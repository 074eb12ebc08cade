// Preloaded into a measured process: answers `usage` over IPC with its CPU time and memory.
process.on('message', (message) => {
  if (message !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ usage: { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() } });
});
// The channel alone must not keep a process alive that has nothing else to do.
process.channel?.unref();
