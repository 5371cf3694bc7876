import { ownKernelsContract } from './own-kernels-contract.js';

ownKernelsContract(/with kernels of STARS/);
