// An impatient app pushes `idle` ten times within 3 s (cancel_and_replace), then `charge` ten times.
// Right: at most two limits each; the last action completes; the wish holds.
import { play, ready, Vehicle, sleep, ended, rest } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000, delay: 2000 });
  await car.begin();
  await sleep(12000);
  for (const [command, wanted] of [
    ['idle', 0],
    ['charge', 32],
  ]) {
    const at = Date.now();
    let last;
    for (let i = 0; i < 10; ++i) {
      last =
        (await rest('POST', `/ev-charger/${device.id}`, { action: { command }, onConflict: 'cancel_and_replace' }))
          .data ?? last;
      await sleep(300);
    }
    const e = await device.ended(last, 60000);
    await sleep(6000);
    check(e.state === 'completed', `${command} ${ended(e)}`);
    check(
      charger.limits(at).length <= 2 && Math.abs(car.amps - wanted) < 1,
      `limits ${charger.story(at)}, draws ${car.amps} A`,
    );
  }
});
