// Energy is all it tells; samples are kWh with decimals labelled Wh, meterStart and meterStop are whole Wh of the same
// register.
// Right: meterStart and meterStop fit each other: the session is their difference, not a thousandth.
import { play, ready, energy, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready({ keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } });
  await charger.status('Preparing');
  let wh = 8200500;
  await charger.start(wh);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 0; i < 9; ++i) {
    await sleep(5000);
    wh += 15;
    await charger.tell([energy((wh / 1000).toFixed(3))]);
  }
  await charger.stop(wh, { reason: 'Local' });
  const t = await session(charger, id);
  check(Math.abs(t.energyWh - 135) <= 1, `session ${t.energyWh} of 135 Wh (${t.energySource}) [${t.flags}]`);
});
