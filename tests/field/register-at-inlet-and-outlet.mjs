// Each sample holds the register at the inlet (with losses) first, then that at the outlet, and one of the body that
// stands still.
// Right: the outlet counts alone.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(30000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 8; ++i) {
    await sleep(3000);
    await charger.tell([
      energy(990000 + i * 50, { location: 'Inlet' }),
      energy(30000 + i * 40, { location: 'Outlet' }),
      energy(12, { location: 'Body' }),
      power(60000, { location: 'Inlet' }),
      power(48000, { location: 'Outlet' }),
    ]);
  }
  const r = await device.read();
  await charger.stop(30320, { reason: 'Local' });
  const t = await session(charger, id);
  check(t.energyWh === 320, `session ${t.energyWh} of 320 Wh (${t.energySource}) [${t.flags}]`);
  check(r.metadata.sessionEnergyWh === 320, `while it ran ${r.metadata.sessionEnergyWh}`);
});
