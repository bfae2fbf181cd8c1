// Three chargers: one tells power, one statuses only, one nothing but acknowledgements. Each is paused and resumed.
// Right: `meter` is claimed only where a meter spoke; statuses give `status`; where nothing is told, `acknowledged`
// (or transaction).
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(
  async check => {
    const one = async (name, options, allowed) => {
      const { charger, device } = await ready(
        {
          answers: {
            TriggerMessage: () => ({ status: 'NotImplemented' }),
            ChangeConfiguration: () => ({ status: 'Rejected' }),
          },
          keys: { MeterValuesSampledData: options.tells === false ? '' : 'Power.Active.Import' },
        },
        { max_phases: 1 },
      );
      await device.ceiling(7.4);
      const car = new Vehicle(charger, { every: 4000, ...options });
      await car.begin();
      if (options.tells === false && options.suspends) {
        const before = charger.onLimit;
        charger.onLimit = () => {
          before();
          setTimeout(() => charger.status(charger.limit()?.value === 0 ? 'SuspendedEVSE' : 'Charging'), 900);
        };
      }
      await sleep(9000);
      const i = await device.order('idle', 195000);
      await sleep(1000);
      const c = await device.order('charge', 195000);
      check(
        i.state === 'completed' && allowed.includes(i.result.evidence) && c.state === 'completed',
        `${name}: idle ${ended(i)}, charge ${ended(c)}`,
      );
      check(!charger.count('RemoteStopTransaction'), `${name}: stops ${charger.count('RemoteStopTransaction')}`);
    };
    await Promise.all([
      one('power', { suspends: false }, ['meter']),
      one('statuses', { tells: false, suspends: true }, ['status']),
      one('nothing', { tells: false, suspends: false }, ['acknowledged']),
    ]);
  },
  { seconds: 430 },
);
