// Energy only; samples are kWh labelled Wh ("8200.515"), meterStart is Wh (8200500), meterStop is 0. 135 Wh flow.
// Right: meterStart fits the samples a thousandfold: 135 Wh (or nothing claimed beyond what fits), never 0 in silence.
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
  await charger.stop(0, { reason: 'EVDisconnected' });
  const t = await session(charger, id);
  check(Math.abs(t.energyWh - 135) <= 15, `session ${t.energyWh} of 135 Wh (${t.energySource}) [${t.flags}]`);
});
