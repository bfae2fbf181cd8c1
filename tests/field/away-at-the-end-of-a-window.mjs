// A charge in one minute for one minute; the link is away when it ends and returns 25 s later, without a boot.
// Right: it charges inside the window and is paused at the return; the action was completed.
import { play, ready, Vehicle, sleep, ended, within } from './charger.mjs';
await play(
  async check => {
    const { charger, device } = await ready({}, { max_phases: 1 });
    await device.ceiling(7.4);
    const car = new Vehicle(charger, { every: 4000 });
    await car.begin();
    await sleep(8000);
    const i = await device.order('idle', 50000);
    const at = Date.now(),
      a = await device.push('charge', { start: '1m', end: '1m' });
    await within(75000, () => car.amps > 20);
    const began = (Date.now() - at) / 1000;
    check(
      i.state === 'completed' && began > 50 && began < 72,
      `idle ${ended(i)}; charges after ${began.toFixed(0)} s (${a.state})`,
    );
    await sleep(Math.max(0, 112000 - (Date.now() - at)));
    const e = await device.ended(a, 1000);
    charger.cut();
    await sleep(30000);
    await charger.connect();
    const paused = await within(40000, () => car.amps === 0);

    check(paused, `after the return draws ${car.amps} A; told ${charger.story()}`);
    check(e.state === 'completed', `charge ${ended(e)}`);
  },
  { seconds: 235 },
);
