// The first sample of a session is 0 before the meter is read, then the lifetime register follows (evcc 29654);
// meterStart is right.
// Right: the session has the 180 Wh that flowed, and no power is shown that cannot have flowed.
import { play, ready, energy, power, sleep, session, alarms, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  const eye = watch(device, 1000);
  await charger.status('Preparing');
  await charger.start(7930000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  await charger.tell([energy(0, { context: 'Transaction.Begin' })]);
  for (let wh = 7930000; wh <= 7930180; wh += 20) {
    await sleep(10000 / 3);
    await charger.tell([energy(wh), power(21600)]);
  }
  await charger.stop(7930180, { reason: 'EVDisconnected' });
  await charger.status('Available');
  const t = await session(charger, id);
  check(Math.abs(t.energyWh - 180) <= 1, `session ${t.energyWh} of 180 Wh (${t.energySource}) [${t.flags}]`);
  check(eye.highest < 25, `highest power shown ${eye.highest} kW of 21.6`);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
});
