// In mid-session the charger's clock is set a day ahead (a wrong time server), ten samples later it is put right again.
// Right: energy to the Wh, power is shown all along, the session ends at its stop.
import { play, ready, Vehicle, sleep, session, watch, note } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(4.6);
  const car = new Vehicle(charger, { wh: 71000, every: 4000 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(24000);
  const eye = watch(device);
  charger.shift = 86400e3;
  await sleep(50000);
  charger.shift = 0;
  await sleep(40000);
  note('power read every 2 s', eye.powers.join(' '));
  const zeros = eye.powers.filter(p => p < 4).length;
  check(zeros * 2 <= 24, `power missing in ${zeros} of ${eye.powers.length} reads (2 s apart)`);
  check(eye.highest < 5.5 && !eye.alarms.size, `highest ${eye.highest} kW of 4.6, alarms [${[...eye.alarms]}]`);
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - car.used()) <= 3,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
  );
  check(t.state === 'ended', t.state);
});
