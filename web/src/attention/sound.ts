// Two soft tones when an email is offered; made here, so there is no file to load.

const TONES_HZ = [660, 880];
const TONE_SECONDS = 0.16;
const LOUDNESS = 0.12;

/** Silent where the browser does not allow sound before a click. */
export function chime(): void {
  const context = new AudioContext();
  TONES_HZ.forEach((frequency, at) => {
    const start = context.currentTime + at * TONE_SECONDS;
    const tone = new OscillatorNode(context, { frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + TONE_SECONDS * 2);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + TONE_SECONDS * 2);
  });
  setTimeout(() => void context.close(), 2_000 * TONE_SECONDS * (TONES_HZ.length + 1));
}
