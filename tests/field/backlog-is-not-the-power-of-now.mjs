// The vehicle is full since 5 min; after an outage of the gateway's side, 60 samples of 11 kW from before come in one
// go, the newest 0 W.
// Right: shown as 0 (or low) throughout, no LIMIT_NOT_FOLLOWED under a ceiling of 5, no limits told because of the
// past.
import { play, ready, energy, power, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await device.ceiling(5);
  await charger.status('Preparing');
  await charger.start(20000);
  await charger.status('Charging');
  await charger.tell([energy(20000), power(0)]);
  charger.cut();
  await sleep(3000);
  await charger.connect();
  const eye = watch(device, 500),
    at = Date.now();
  for (let i = 60; i > 0; --i)
    charger.tell([energy(20000 + (60 - i) * 30), power(11000)], {
      at: new Date(Date.now() - 300000 - i * 10000).toISOString(),
    });
  await charger.status('SuspendedEV');
  for (let i = 0; i < 10; ++i) {
    await charger.tell([energy(21800), power(0)]);
    await sleep(5000);
  }
  check(eye.highest < 0.2, `highest shown ${eye.highest} kW`);
  check(
    !eye.alarms.size && charger.limits(at).length <= 3,
    `alarms [${[...eye.alarms]}], limits ${charger.story(at)}`,
  );
  check(
    eye.read.metadata.sessionEnergyWh === 1800,
    `session so far ${eye.read.metadata.sessionEnergyWh} of 1800 Wh`,
  );
});
