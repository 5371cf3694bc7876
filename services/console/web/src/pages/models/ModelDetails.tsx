import type { ModelState, RollOut } from '@stars/client';
import { useApi } from '../../api/use-api.js';
import { useChange } from '../../api/use-change.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { ConfirmButton } from '../../parts/ConfirmButton.js';
import { ErrorNotice } from '../../parts/ErrorNotice.js';
import { FigureTable } from '../../parts/FigureTable.js';

/** A roll-out goes on by itself, ms. */
const againAfter = () => 2000;

interface ModelDetailsProps {
  model: ModelState;
  /** The version that serves. */
  served: string | undefined;
}

/** One version: how it did, each step of its roll-outs, and what an operator does with it. */
export function ModelDetails({ model: { version, state, manifest }, served }: ModelDetailsProps) {
  const texts = useTexts().pages.models;
  const format = useFormat();
  const serve = useChange('serveModel', ['listModels']);
  const rollBack = useChange('rollBackModel', ['listModels']);
  const error = serve.error ?? rollBack.error;
  const { comparison } = manifest ?? {};
  const steps = useApi('listModels', { version }, againAfter);
  return (
    <section aria-labelledby="version">
      <h2 id="version">{version}</h2>
      {manifest?.data_until && <p>{texts.learnedUntil(format.time(manifest.data_until))}</p>}
      {comparison && (
        <p>
          {texts.besideServing(comparison.metric, comparison.version, format.number(comparison.sessions))}{' '}
          {texts.measured(format.number(comparison.candidate), format.number(comparison.serving))}
        </p>
      )}
      <div className="actions">
        {state !== 'serves' && manifest && (
          <ConfirmButton
            label={texts.serve}
            why={texts.serveWhy(version, served)}
            loading={serve.isPending}
            onConfirm={() => serve.mutate({ version })}
          />
        )}
        {state === 'serves' && (
          <ConfirmButton
            label={texts.rollBack}
            why={texts.rollBackWhy(version)}
            loading={rollBack.isPending}
            onConfirm={() => rollBack.mutate({ version })}
          />
        )}
      </div>
      {error && <ErrorNotice error={error} right="operate" />}
      <p role="status">{serve.isSuccess || rollBack.isSuccess ? texts.asked : ''}</p>
      <h3>{texts.steps}</h3>
      <AnswerState answer={steps} right="operate">
        {({ models }) => <Steps steps={models[0]?.roll_outs ?? []} />}
      </AnswerState>
    </section>
  );
}

function Steps({ steps }: { steps: readonly RollOut[] }) {
  const texts = useTexts().pages.models;
  const format = useFormat();
  if (steps.length === 0) return <p>{texts.noSteps}</p>;
  return (
    <ol className="steps">
      {steps.map(({ time, cause, outcome, reason, forced, gates }) => (
        <li key={`${time} ${outcome}`}>
          <p>
            {time && format.time(time)}: {texts.outcomes[outcome as keyof typeof texts.outcomes] ?? outcome} (
            {texts.causes[cause as keyof typeof texts.causes] ?? cause}
            {forced && `, ${texts.forced}`}){reason && `. ${reason}`}
          </p>
          {gates.length > 0 && (
            <FigureTable label={texts.gates} heads={texts.gateColumns} texts={2}>
              {gates.map((gate) => (
                <tr key={gate.gate}>
                  <th scope="row">{gate.gate}</th>
                  <td>{texts.gateOutcomes[gate.outcome as keyof typeof texts.gateOutcomes] ?? gate.outcome}</td>
                  <td className="number">{gate.outcome === 'skipped' ? '' : format.number(gate.value)}</td>
                  <td className="number">{gate.outcome === 'skipped' ? '' : format.number(gate.bound)}</td>
                  <td>{gate.detail}</td>
                </tr>
              ))}
            </FigureTable>
          )}
        </li>
      ))}
    </ol>
  );
}
