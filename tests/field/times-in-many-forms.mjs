// Timestamps come by turns with +0000, with a comma, without seconds, as seconds and milliseconds since 1970, empty,
// missing, in lower case.
// Right: every message is answered, energy exact, power follows.
import { play, ready, Vehicle, sleep, session } from './charger.mjs';
await play(async check => {
  let n = 0;
  const iso = m => m.toISOString();
  const forms = [
    m => iso(m).replace('Z', '+0000'),
    m => iso(m).replace('.', ','),
    m => iso(m).slice(0, 16) + 'Z',
    m => String(Math.floor(m / 1000)),
    m => String(+m),
    () => '',
    m => iso(m).toLowerCase(),
    m => iso(m).replace('Z', '+00:00'),
    m => iso(m).replace(/\.\d+Z/, 'Z'),
    m => iso(m).replace('Z', '000000Z'),
  ];
  const { charger, device } = await ready({ clockText: m => forms[n++ % forms.length](m) });
  const car = new Vehicle(charger, { every: 4000, suspends: false });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(50000);
  const r = await device.read();
  const answer = await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(answer && !answer.error, `stop answered ${JSON.stringify(answer)}`);
  check(Math.abs(r.state.currentPower - 7.36) < 0.1, `power ${r.state.currentPower} (${r.metadata.powerSource})`);
  check(
    Math.abs(t.energyWh - car.used()) <= 2,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
  );
});
