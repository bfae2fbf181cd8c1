// At rest (full vehicle) the register goes 5001, 5000, 5001, 5000 ... (rounding); then 60 Wh flow.
// Right: trembling adds nothing: 1 Wh at most, then the 60; no flow, no alarm, no power from it.
import { play, ready, energy, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } });
  await charger.status('Preparing');
  await charger.start(5000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  await charger.status('SuspendedEV');
  const eye = watch(device, 1000);
  for (let i = 0; i < 30; ++i) {
    await charger.tell([energy(5000 + (i % 2 === 0 ? 1 : 0))]);
    await sleep(2500);
  }
  const r = await device.read();
  check((r.metadata.sessionEnergyWh ?? 0) <= 2, `after 30 samples ${r.metadata.sessionEnergyWh} Wh`);
  check(eye.highest < 0.3, `highest power ${eye.highest} kW`);
  await charger.status('Charging');
  for (let i = 1; i <= 6; ++i) {
    await sleep(4000);
    await charger.tell([energy(5000 + i * 10)]);
  }
  await charger.stop(5060, { reason: 'Local' });
  const t = await session(charger, id);
  check(Math.abs(t.energyWh - 60) <= 2, `session ${t.energyWh} of 60 Wh (${t.energySource}) [${t.flags}]`);
});
