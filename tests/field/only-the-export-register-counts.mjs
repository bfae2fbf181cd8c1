// The meter is wired the wrong way round: what the vehicle takes counts in the export register, power is negative,
// import stays still.
// Right: nothing negative is shown, `idle` is not completed by that meter while it goes on; the energy is not invented.
import { play, ready, energy, exported, power, sleep, session, watch, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await charger.status('Preparing');
  await charger.start(0);
  const id = charger.sessions[1];
  await charger.status('Charging');
  let out = 77000;
  const eye = watch(device, 1000);
  const pump = setInterval(() => charger.tell([energy(0), exported((out += 10)), power(-7200)]), 5000);
  await sleep(30000);
  check(
    eye.highest === 0 && eye.lowest === 0,
    `shown ${eye.lowest} to ${eye.highest} kW, isCharging ${eye.read.state.isCharging}`,
  );
  const a = await device.push('idle'),
    e = await device.ended(a, 70000);
  clearInterval(pump);
  check(!(e.state === 'completed' && e.result.evidence === 'meter'), `idle ${ended(e)}`);
  await charger.stop(0, { reason: 'Local' });
  const t = await session(charger, id);
  check(
    !(t.energyWh < 0) && (t.energyWh === 0 || t.energyWh === null),
    `session ${t.energyWh} (${t.energySource}) [${t.flags}]`,
  );
});
