// Where the gateway is, the time of the play, and names that no other play has.
import { randomBytes } from 'node:crypto';

const [ocpp, rest, key] = process.argv.slice(2);
// Where the gateway is: what the command line says, until a play starts one of its own.
export const target = { ocpp, rest, key };
export const aim = (...at) => ([target.ocpp, target.rest, target.key] = at);
export const began = Date.now();
const suffix = randomBytes(4).toString('hex');
let serial = 0;

export const sleep = ms => new Promise(done => setTimeout(done, ms));
export const note = (...words) => console.log(((Date.now() - began) / 1000).toFixed(1).padStart(6), ...words);
export const fresh = stem => `${stem}-${suffix}${serial++ ? serial : ''}`;
export async function within(ms, ask, pause = 250) {
  const limit = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer || Date.now() >= limit) return answer;
    await sleep(pause);
  }
}
