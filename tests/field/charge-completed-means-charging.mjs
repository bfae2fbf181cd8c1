// Samples every 10 s, status at once. idle and charge by turns, three times; reads every 300 ms from the end of each
// action on.
// Right: after a completed charge the read says charging without a gap, after a completed idle it does not.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 10000, suspends: false }),
    before = charger.onLimit;
  charger.onLimit = () => {
    before();
    const s = charger.limit()?.value === 0 ? 'SuspendedEVSE' : 'Charging';
    setTimeout(() => charger.sessions[1] && charger.status(s), 1200);
  };
  await car.begin();
  await sleep(15000);
  for (let round = 1; round <= 3; ++round)
    for (const command of ['idle', 'charge']) {
      const e = await device.order(command, 60000),
        wrong = [];
      for (let i = 0; i < 40; ++i) {
        const s = (await device.read()).state;
        if (s.isCharging !== (command === 'charge'))
          wrong.push(`${(i * 0.3).toFixed(1)} s ${s.status} ${s.currentPower} kW`);
        await sleep(300);
      }
      check(
        e.state === 'completed' && !wrong.length,
        `${command} ${round} ${ended(e)}, then wrong in ${wrong.length} of 40 reads${wrong.length ? ': ' + wrong[0] : ''}`,
      );
    }
}, { seconds: 300 });
