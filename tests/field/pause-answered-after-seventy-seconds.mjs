// The zero of `idle` is in force at once, but its answer comes after 70 s. The meter and the status show the pause.
// Right: idle completes in the end, the zero is not told again and again, the link stays.
import { play, ready, Vehicle, sleep, ended, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  await sleep(6000);
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  await sleep(15000);
  const store = charger.answers.SetChargingProfile;
  charger.answers.SetChargingProfile = async q => {
    const r = store(q);
    await sleep(70000);
    return r;
  };
  const beat = setInterval(() => charger.ask('Heartbeat', {}), 10000),
    line = charger.line,
    at = Date.now(),
    eye = watch(device);
  const a = await device.push('idle'),
    e = await device.ended(a, 140000);
  clearInterval(beat);
  check(e.state === 'completed', `idle ${ended(e)}: ${e.errorMessage ?? e.result?.message}`);
  check(
    charger.limits(at).length <= 2 && charger.line === line && line.open,
    `limits ${charger.story(at)}, link ${line.open ? 'up' : line.closedWith}`,
  );
  check(!eye.alarms.size && !charger.count('RemoteStopTransaction'), `alarms [${[...eye.alarms]}]`);
});
