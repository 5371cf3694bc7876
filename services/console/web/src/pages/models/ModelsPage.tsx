import type { ModelState } from '@stars/client';
import { useApi } from '../../api/use-api.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { FigureTable } from '../../parts/FigureTable.js';
import { PageFrame } from '../../shell/PageFrame.js';
import { useLinkState } from '../../shell/use-link-state.js';
import { ModelComparison } from './ModelComparison.js';
import { ModelDetails } from './ModelDetails.js';

/** A roll-out goes on by itself, ms. */
const againAfter = () => 3000;
const DEFAULTS = { version: '', beside: '' };

/** Versions of the model: what each one measured, its roll-out with the gates, and which one serves. */
export default function ModelsPage() {
  const texts = useTexts().pages.models;
  const [state, change] = useLinkState(DEFAULTS);
  return (
    <PageFrame title={texts.title} lead={texts.lead}>
      <AnswerState answer={useApi('listModels', {}, againAfter)} right="operate">
        {({ models }) => {
          if (models.length === 0) return <EmptyNotice title={texts.none}>{texts.noneHint}</EmptyNotice>;
          const chosen = models.find(({ version }) => version === state.version) ?? models.find(serves) ?? models[0]!;
          const beside = models.find(({ version }) => version === state.beside && version !== chosen.version);
          return (
            <>
              <FigureTable label={texts.versions} heads={texts.columns} texts={3}>
                {models.map((model) => (
                  <ModelRow
                    key={model.version}
                    {...{ model, isChosen: model === chosen, isBeside: model === beside }}
                    onChoose={() => change({ version: model.version })}
                    onCompare={() => change({ version: chosen.version, beside: model === beside ? '' : model.version })}
                  />
                ))}
              </FigureTable>
              {beside && <ModelComparison model={chosen} beside={beside} />}
              <ModelDetails key={chosen.version} model={chosen} served={models.find(serves)?.version} />
            </>
          );
        }}
      </AnswerState>
    </PageFrame>
  );
}

const serves = ({ state }: ModelState): boolean => state === 'serves';

interface ModelRowProps {
  model: ModelState;
  isChosen: boolean;
  isBeside: boolean;
  onChoose(): void;
  onCompare(): void;
}

function ModelRow({ model: { version, state, manifest }, isChosen, isBeside, onChoose, onCompare }: ModelRowProps) {
  const texts = useTexts().pages.models;
  const format = useFormat();
  return (
    <tr>
      <th scope="row">
        <button type="button" aria-pressed={isChosen} onClick={onChoose}>
          {version}
        </button>
      </th>
      <td>{texts.states[state as keyof typeof texts.states] ?? state}</td>
      <td>{manifest?.created_time ? format.time(manifest.created_time) : texts.notThere}</td>
      <td className="number">{manifest ? format.number(manifest.item_count) : ''}</td>
      <td>
        {!isChosen && (
          <button type="button" aria-pressed={isBeside} aria-label={texts.compareWith(version)} onClick={onCompare}>
            {texts.compare}
          </button>
        )}
      </td>
    </tr>
  );
}
