const sampleRate = 8000;

/** A WAV file (8 kHz, mono, 8 bit) with a soft chord. */
export function toneWav(seconds: number): Uint8Array {
  const samples = Math.max(1, Math.round(seconds * sampleRate));
  const wav = Buffer.alloc(44 + samples);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + samples, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(sampleRate, 24);
  wav.writeUInt32LE(sampleRate, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples, 40);
  for (let index = 0; index < samples; index += 1) wav.writeUInt8(sampleAt(index / sampleRate, seconds), 44 + index);
  return new Uint8Array(wav);
}

function sampleAt(second: number, seconds: number): number {
  // Fading in and out avoids a click at both ends.
  const fade = Math.min(1, second * 4, (seconds - second) * 4);
  const chord = [261.63, 329.63, 392].map((hertz) => Math.sin(2 * Math.PI * hertz * second));
  return Math.round(128 + 30 * Math.max(0, fade) * chord.reduce((sum, wave) => sum + wave, 0));
}
