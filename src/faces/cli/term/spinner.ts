const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const patienceMs = 300;

/** Shows on a terminal that something is under way, once it has taken a while. */
export async function withSpinner<T>(
  stream: { write(text: string): unknown },
  text: string,
  work: () => Promise<T>,
): Promise<T> {
  let frame = 0;
  let ticker: NodeJS.Timeout | undefined;
  const starter = setTimeout(() => {
    ticker = setInterval(() => stream.write(`\r${frames[frame++ % frames.length]} ${text}`), 80);
  }, patienceMs);
  try {
    return await work();
  } finally {
    clearTimeout(starter);
    clearInterval(ticker);
    if (frame > 0) stream.write('\r\u001b[2K');
  }
}
