const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const patienceMs = 300;

/** Shows that something is under way, once it has taken a while; `enabled` says whether a person watches the stream. */
export async function withSpinner<T>(
  stream: { write(text: string): unknown },
  options: { enabled: boolean; text: string },
  work: () => Promise<T>,
): Promise<T> {
  if (!options.enabled) return work();
  let frame = 0;
  let ticker: NodeJS.Timeout | undefined;
  const starter = setTimeout(() => {
    ticker = setInterval(() => stream.write(`\r${frames[frame++ % frames.length]} ${options.text}`), 80);
  }, patienceMs);
  try {
    return await work();
  } finally {
    clearTimeout(starter);
    clearInterval(ticker);
    if (frame > 0) stream.write('\r\u001b[2K');
  }
}
