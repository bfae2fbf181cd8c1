// A limit of 0 truly ends every session 2 s later (reason Other), and nothing else happens around it; so in two
// sessions.
// Right: learnt of this charger, listed with its observation, used (the ceiling is no 0 any more before a start), and
// forgotten on demand.
import { play, ready, Vehicle, sleep, ended, report, commandLine, hasCommandLine, note } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 3000, suspends: false });
  const before = charger.onLimit;
  charger.onLimit = () => {
    before();
    if (charger.limit()?.value === 0 && charger.sessions[1])
      setTimeout(async () => {
        if (!charger.sessions[1]) return;
        car.plugged = false;
        await charger.stop(car.register(), { reason: 'Other' });
        await charger.status('Preparing');
      }, 2000);
  };
  charger.answers.RemoteStopTransaction = () => {
    setTimeout(async () => {
      car.plugged = false;
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
  const ends = [];
  for (let round = 0; round < 2; ++round) {
    await sleep(9000);
    ends.push(await device.order('idle', 70000));
    await sleep(64000); // nobody pulls the plug within the minute
    const c = await device.order('charge', 60000);
    check(c.state === 'completed' && !!charger.sessions[1], `charge ${round + 1} ${ended(c)}`);
  }
  check(
    ends.every(e => e.state === 'completed'),
    `idle ${ends.map(ended)}`,
  );
  const known = (await report(charger)).report,
    lessons = known.lessons ?? [];
  note(
    JSON.stringify(known),
    charger.heard
      .filter(h => !/Config/.test(h.action))
      .map(h => h.action)
      .join(' '),
    charger.story(),
  );
  const lesson = lessons.find(l => /zero/.test(JSON.stringify(l)));
  check(lesson?.counts === true || lesson?.scope === 'own', `lesson ${JSON.stringify(lesson)}`);
  if (hasCommandLine() && lesson) {
    check(
      /zero/.test(JSON.stringify(JSON.parse(commandLine('chargers', 'show', charger.id)).lessons)),
      'chargers show lists it',
    );
    commandLine('chargers', 'forget', charger.id);
    check(
      !((await report(charger)).report.lessons ?? []).some(l => /zero/.test(JSON.stringify(l))),
      'chargers forget takes it back',
    );
  }
});
