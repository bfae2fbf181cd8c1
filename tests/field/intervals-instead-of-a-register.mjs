// The meter tells Energy.Active.Import.Interval only, meterStart and meterStop are 0; one message is sent twice with a
// new id.
// Right: the sum of the intervals, each once.
import { play, ready, interval, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { MeterValuesSampledData: 'Energy.Active.Import.Interval' } });
  await charger.status('Preparing');
  await charger.start(0);
  const id = charger.sessions[1];
  await charger.status('Charging');
  let sum = 0;
  for (let i = 0; i < 8; ++i) {
    await sleep(10000);
    const wh = 20 + (i % 2),
      at = charger.time();
    await charger.tell([interval(wh)], { at });
    if (i === 4) await charger.tell([interval(wh)], { at });
    sum += wh;
  }
  const r = await device.read();
  await charger.stop(0, { reason: 'Local' });
  await charger.status('Available');
  const t = await session(charger, id);
  check(t.energyWh === sum, `session ${t.energyWh} of ${sum} Wh (${t.energySource}) [${t.flags}]`);
  check(r.metadata.sessionEnergyWh === sum, `while it ran ${r.metadata.sessionEnergyWh}`);
});
