// Writing MeterValuesSampledData makes this firmware crash: it is gone 4 s later and boots anew.
// Right: the key rests after the first loss (it is not written again), the charger is used as it is, its ceiling is
// kept.
import { play, ready, Vehicle, sleep, report } from './charger.mjs';
await play(async check => {
  const options = {
    keys: { MeterValuesSampledData: 'Energy.Active.Import.Register', MeterValueSampleInterval: '60' },
  };
  const { Charger, Device, configure } = await import('./charger.mjs');
  const charger = new Charger(options);
  let crashes = 0,
    booting = false;
  charger.answers.ChangeConfiguration = ask => {
    if (ask.key === 'MeterValuesSampledData')
      setTimeout(async () => {
        ++crashes;
        charger.cut();
        await sleep(6000);
        await charger.connect();
        await charger.boot();
        await charger.status('Available');
      }, 4000);
    else charger.keys[ask.key] = ask.value;
    return { status: 'Accepted' };
  };
  await charger.connect();
  await charger.boot();
  await charger.status('Available');
  const device = await Device.of(charger);
  await configure(charger, { max_phases: 1 });
  await device.ceiling(4.6);
  await sleep(70000);
  check(
    crashes <= 1,
    `crashes ${crashes}; keys written ${charger.heard.filter(h => h.action === 'ChangeConfiguration').map(h => h.payload.key)}`,
  );
  const text = JSON.stringify((await report(charger)).report);
  check(crashes === 0 || /MeterValuesSampledData/.test(text), 'the report names the key');
  charger.cut();
  await sleep(2000);
  await charger.connect();
  await charger.boot();
  await charger.status('Available'); // switched off and on
  await sleep(35000);
  check(crashes <= 1, `crashes after one more boot ${crashes}`);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  await sleep(20000);
  check(Math.abs(car.kw() - 4.6) < 0.3, `draws ${car.kw().toFixed(2)} of 4.6 kW`);
});
