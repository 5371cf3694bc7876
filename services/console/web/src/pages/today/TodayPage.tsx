import { useMemo } from 'react';
import { useApi } from '../../api/use-api.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { PageFrame } from '../../shell/PageFrame.js';
import { useLinkState } from '../../shell/use-link-state.js';
import { ActivityReport } from './ActivityReport.js';
import { activityRange, RANGE_DEFAULTS } from './activity-range.js';
import { RangeForm } from './RangeForm.js';
import './today.css';

/** Between two counts of days that go on, ms. The server answers from its last count where that took long. */
const LIVE_MS = 10_000;

/** What is shown, clicked and bought, by placement. */
export default function TodayPage() {
  const texts = useTexts().pages.today;
  const [state, change] = useLinkState(RANGE_DEFAULTS);
  const range = activityRange(state, Date.now());
  const { from, until, bucket, zone, named } = range;
  const days = useMemo(() => ({ from, until, bucket, zone, named }), [from, until, bucket, zone, named]);
  const request = {
    ...{ from: new Date(from).toISOString(), bucket, time_zone: named },
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };
  const answer = useApi('getActivity', request, () => until === undefined && LIVE_MS);
  return (
    <PageFrame title={texts.title} lead={texts.lead}>
      <RangeForm state={state} zone={named} onChange={change} />
      <AnswerState answer={answer} right="activity">
        {(activity) => <ActivityReport activity={activity} range={days} />}
      </AnswerState>
    </PageFrame>
  );
}
