// SPDX-License-Identifier: Apache-2.0
/* scores[i][j] = T(x_i, y_j), in the unused lanes far below every score; returns the largest. */
CRITIC_INLINE float score_pairs(int rows, int stride, int hidden, const float *u, const float *v, const float *b,
                                const float *w, float *scores) {
    lanes largest = (lanes){0} - 1e30f;
    for (int first = 0; first < stride; first += CRITIC_LANES) {
        const lanes hide = (LANES_USED(first, rows) - 1.0f) * 1e30f;
        for (int i = 0; i < rows; i++) {
            lanes sum = hide;
            for (int h = 0; h < hidden; h++)
                sum += w[h] * LANES_RELU(LANES_LOAD(v + h * stride + first) + (u[h * stride + i] + b[h]));
            largest = LANES_CHOOSE(sum > largest, sum, largest);
            LANES_STORE(scores + i * stride + first, sum);
        }
    }
    return LANES_MAXIMUM(largest);
}

/* scores[i][j] <- exp(scores[i][j] - largest); returns their sum. */
CRITIC_INLINE float exponentiate(int count, float largest, float *scores) {
    lanes sum = {0};
    for (int at = 0; at < count; at += CRITIC_LANES) {
        lanes e = LANES_EXP(LANES_LOAD(scores + at) - largest);
        LANES_STORE(scores + at, e);
        sum += e;
    }
    return LANES_SUM(sum);
}

/* e_ij <- G_ij = [i = j] / K - e_ij / sum, and its transpose. */
CRITIC_INLINE void weigh_pairs(int rows, int stride, float sum, float *e, float *transpose) {
    const float share = -1.0f / sum;
    for (int at = 0; at < rows * stride; at += CRITIC_LANES) LANES_STORE(e + at, LANES_LOAD(e + at) * share);
    for (int i = 0; i < rows; i++) e[i * stride + i] += 1.0f / (float)rows;
    for (int j = 0; j < rows; j++) {
        for (int i = 0; i < rows; i++) transpose[j * stride + i] = e[i * stride + j];
        for (int i = rows; i < stride; i++) transpose[j * stride + i] = 0;
    }
}

/* out[h][l] = sum_s G[s][l] 1[across_h,s + along_h,l + b_h > 0]: the gradient of one side before the factor w. */
CRITIC_INLINE void gather_side(int rows, int stride, int hidden, const float *weights, const float *across,
                               const float *along, const float *b, float *out) {
    for (int h = 0; h < hidden; h++) {
        for (int first = 0; first < stride; first += CRITIC_LANES) {
            const lanes own = LANES_LOAD(along + h * stride + first) + b[h];
            lanes even = {0}, odd = {0};
            int s = 0;
            for (; s + 1 < rows; s += 2) {
                even += LANES_KEEP(own + across[h * stride + s] > 0, LANES_LOAD(weights + s * stride + first));
                odd += LANES_KEEP(own + across[h * stride + s + 1] > 0,
                                  LANES_LOAD(weights + (s + 1) * stride + first));
            }
            if (s < rows) even += LANES_KEEP(own + across[h * stride + s] > 0, LANES_LOAD(weights + s * stride + first));
            LANES_STORE(out + h * stride + first, even + odd);
        }
    }
}

/* Multiplies du and dv by w; db = sum of du. Before that factor,
   dw_h = sum_ij G_ij relu(...) = sum_i du_i (u_i + b) + sum_j dv_j v_j. */
CRITIC_INLINE void finish_gradients(int stride, int hidden, const float *u, const float *v, const float *b,
                                    const float *w, float *du, float *dv, float *db, float *dw) {
    for (int h = 0; h < hidden; h++) {
        lanes bias = {0}, output = {0};
        for (int at = h * stride; at < (h + 1) * stride; at += CRITIC_LANES) {
            const lanes left = LANES_LOAD(du + at), right = LANES_LOAD(dv + at);
            bias += left;
            output += left * (LANES_LOAD(u + at) + b[h]) + right * LANES_LOAD(v + at);
            LANES_STORE(du + at, left * w[h]);
            LANES_STORE(dv + at, right * w[h]);
        }
        db[h] = LANES_SUM(bias) * w[h];
        dw[h] = LANES_SUM(output);
    }
}

CRITIC_INLINE float all_pairs(int rows, int stride, int hidden, const float *u, const float *v, const float *b,
                              const float *w, float *du, float *dv, float *db, float *dw, float *table) {
    float *e = table, *transpose = table + rows * stride;
    const float largest = score_pairs(rows, stride, hidden, u, v, b, w, e);
    float joint = 0;
    for (int k = 0; k < rows; k++) joint += e[k * stride + k];
    const float sum = exponentiate(rows * stride, largest, e);
    weigh_pairs(rows, stride, sum, e, transpose);
    gather_side(rows, stride, hidden, e, u, v, b, dv);
    gather_side(rows, stride, hidden, transpose, v, u, b, du);
    finish_gradients(stride, hidden, u, v, b, w, du, dv, db, dw);
    const float infection = critic_infection(hidden * stride, u) + critic_infection(hidden * stride, v);
    return joint / (float)rows - largest - logf(sum / ((float)rows * (float)rows)) + infection;
}

static float NAME(critic_all_pairs)(int rows, int hidden, const float *u, const float *v, const float *b, const float *w, float *du,
                       float *dv, float *db, float *dw, float *table) {
    if (hidden == 10 && rows == 16) return all_pairs(16, 16, 10, u, v, b, w, du, dv, db, dw, table);
    if (hidden == 10 && rows == 32) return all_pairs(32, 32, 10, u, v, b, w, du, dv, db, dw, table);
    return all_pairs(rows, critic_stride(rows), hidden, u, v, b, w, du, dv, db, dw, table);
}
