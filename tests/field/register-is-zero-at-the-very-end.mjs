// The last sample and meterStop are 0, since the meter is switched off with the contactor.
// Right: all that the samples before showed counts, nothing else.
import { play, ready, Vehicle, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready();
  const car = new Vehicle(charger, { wh: 16000000, every: 3000, phases: 3, most: 16 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(40000);
  car.tells = false;
  await charger.tell([energy(car.register()), power(11040)]);
  const flowed = car.used();
  await sleep(500);
  await charger.tell([energy(0, { context: 'Transaction.End' }), power(0)]);
  await charger.stop(0, { reason: 'EVDisconnected' });
  await charger.status('Finishing');
  await sleep(500);
  await charger.status('Available');
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - flowed) <= 2,
    `session ${t.energyWh} of ${flowed.toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
  );
  check(t.state === 'ended', `state ${t.state}`);
});
