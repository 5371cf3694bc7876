import { newProgram, runProgram } from '@stars/cli';
import { addAblate } from './verbs/ablate.js';
import { addBench } from './verbs/bench.js';
import { addBrowsing } from './verbs/browsing.js';
import { addColdStart } from './verbs/cold-start.js';
import { addFatigue } from './verbs/fatigue.js';
import { addGroups } from './verbs/groups.js';
import { addLogs } from './verbs/logs.js';
import { addPictures } from './verbs/pictures.js';
import { addPrior } from './verbs/prior.js';
import { addReplay } from './verbs/replay.js';
import { addReport } from './verbs/report.js';
import { addSearch } from './verbs/search.js';
import { addSeeds } from './verbs/seeds.js';
import { addStudy } from './verbs/study.js';

await runProgram(() => {
  const program = newProgram('./stars lab', 'What we run to learn how good STARS is. No image has it.');
  for (const add of [
    addAblate,
    addBench,
    addBrowsing,
    addColdStart,
    addFatigue,
    addGroups,
    addLogs,
    addPictures,
    addPrior,
    addReplay,
    addReport,
    addSearch,
    addSeeds,
    addStudy,
  ])
    add(program);
  return program;
});
