// How a play begins, is judged and ends.
import { Charger } from './charge-point.mjs';
import { contradictions, watch } from './reads.mjs';
import { configure, Device } from './rest.mjs';
import { note, target, within } from './scene.mjs';

// runs a play: checks are [what, is it so]; the last line says PASS or FAIL with the figures
export async function play(act, { seconds = 180 } = {}) {
  if (!target.key) {
    console.error(`usage: node ${process.argv[1]} ws://HOST:PORT/ocpp http://HOST:PORT OPERATOR_KEY`);
    process.exit(2);
  }
  const finish = (good, text) => {
    console.log(`${good ? 'PASS' : 'FAIL'} ${text}`);
    process.exit(good ? 0 : 1);
  };
  setTimeout(() => finish(false, `not over after ${seconds} s`), seconds * 1000);
  const wrong = [],
    figures = [];
  const check = (good, figure) => {
    note(good ? 'right:' : 'WRONG:', figure);
    (good ? figures : wrong).push(figure);
    return good;
  };
  try {
    await act(check);
  } catch (e) {
    wrong.push(`play broke: ${e.stack}`);
  }
  for (const [what, where] of contradictions) wrong.push(`a read contradicts itself: ${what} (${where})`);
  finish(
    !wrong.length,
    wrong.length
      ? `wrong: ${wrong.join('; ')}${figures.length ? ` | right: ${figures.join('; ')}` : ''}`
      : figures.join('; '),
  );
}
// a charger that has booted, stands at Available, and whose set-up dialogue is over
export async function ready(options = {}, settings = {}) {
  const charger = await new Charger(options).connect();
  await charger.boot();
  for (let k = 1; k <= charger.connectors; ++k) await charger.status('Available', k);
  const device = await Device.of(charger);
  if (Object.keys(settings).length) await configure(charger, settings);
  // The dialogue of set-up is over once the gateway has asked, and then nothing more for a while.
  const quiet = 1500;
  await within(20000, () => charger.count('GetConfiguration') > 0 && Date.now() - charger.heard.at(-1).at > quiet);
  watch(device, 1500);
  return { charger, device };
}
