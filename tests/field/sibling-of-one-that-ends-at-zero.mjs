// One charger of a model has shown twice that zero ends its sessions; its sibling is paused for the first time and
// does not end at zero.
// Right: a hint only: the sibling is not stopped, idle and charge complete by limits.
import { play, ready, Vehicle, sleep, ended, report, fresh } from './charger.mjs';
await play(
  async check => {
    const model = fresh('EndsAtZero');
    const { charger, device } = await ready({ model }, { max_phases: 1 });
    await device.ceiling(7.4);
    const car = new Vehicle(charger, { every: 3000, suspends: false }),
      before = charger.onLimit;
    charger.onLimit = () => {
      before();
      if (charger.limit()?.value === 0 && charger.sessions[1])
        setTimeout(async () => {
          if (charger.sessions[1]) {
            await charger.stop(car.register(), { reason: 'Other' });
            await charger.status('Preparing');
          }
        }, 2000);
    };
    charger.answers.RemoteStopTransaction = () => {
      setTimeout(async () => {
        await charger.stop(car.register(), { reason: 'Remote' });
        await charger.status('Preparing');
      }, 700);
      return { status: 'Accepted' };
    };
    charger.answers.RemoteStartTransaction = ask => {
      setTimeout(async () => {
        await charger.start(car.register(), { idTag: ask.idTag });
        car.plugged = true;
        await charger.status('Charging');
      }, 900);
      return { status: 'Accepted' };
    };
    await car.begin();
    await sleep(8000);
    for (let round = 0; round < 2; ++round) {
      await device.order('idle', 60000);
      await sleep(64000);
      await device.order('charge', 50000);
      await sleep(6000);
    }
    check(
      ((await report(charger)).report.lessons ?? []).some(l => /zero/.test(l.lesson)),
      'learnt of the first',
    );
    const b = await ready({ model }, { max_phases: 1 });
    await b.device.ceiling(7.4);
    const other = new Vehicle(b.charger, { every: 3000 });
    await other.begin();
    await sleep(9000);
    const id = b.charger.sessions[1],
      i = await b.device.order('idle', 60000);
    await sleep(5000);
    const c = await b.device.order('charge', 60000);
    check(i.state === 'completed' && c.state === 'completed', `sibling: idle ${ended(i)}, charge ${ended(c)}`);
    check(
      !b.charger.count('RemoteStopTransaction') && b.charger.sessions[1] === id,
      `stops ${b.charger.count('RemoteStopTransaction')}, the session is the same: ${b.charger.sessions[1] === id}`,
    );
  },
  { seconds: 260 },
);
