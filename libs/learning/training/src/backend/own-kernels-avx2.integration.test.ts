import { ownKernelsContract } from './own-kernels-contract.js';

// The build that processors without AVX-512 load, on any.
process.env['STARS_KERNELS'] = 'avx2';
ownKernelsContract(process.arch === 'x64' ? /with kernels of STARS \(AVX2\)/ : /with kernels of STARS/);
