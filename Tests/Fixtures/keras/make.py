"""Small Keras 3 models of every layer that uaed reads, and what Keras computes for them (expected.json).

KERAS_BACKEND=torch python make.py FOLDER; layers.keras is then packed again with deflate.
"""
import json
import sys
import zipfile

import keras, numpy as np
from keras import layers as L
out=sys.argv[1]
keras.utils.set_random_seed(7)
rng=np.random.default_rng(7)
def rand(m):
    m.set_weights([rng.uniform(0.5,1.5,w.shape).astype("float32") if "variance" in v.name or "gamma" in v.name else rng.normal(0,.3,w.shape).astype("float32") for v,w in zip(m.weights,m.get_weights())])
models={}
m=keras.Sequential([keras.Input((9,7,2)),L.Conv2D(4,3,strides=2,padding="same",activation="tanh"),L.BatchNormalization(),L.LeakyReLU(),
  L.Conv2DTranspose(3,3,strides=2,padding="same",activation="elu"),L.AveragePooling2D(2,padding="same"),L.MaxPooling2D(3,strides=2,padding="same"),
  L.ZeroPadding2D(((1,0),(2,1))),L.UpSampling2D((2,3)),L.Conv2DTranspose(2,2,strides=3,padding="valid",use_bias=False),L.Dropout(.3),L.Flatten(),L.Dense(12,activation="silu"),L.BatchNormalization(scale=False),L.Reshape((2,3,2)),L.Activation("softmax")])
models["layers"]=m
i=keras.Input((6,5,1),name="image")
a=L.Conv2D(3,(2,3),padding="same",dilation_rate=(1,2),activation="relu",name="left")(i)
b=L.Conv2D(3,1,activation="sigmoid",name="right")(i)
c=L.Add()([a,b]); d=L.Concatenate()([c,a]); e=L.UpSampling2D(2,interpolation="bilinear")(d)
f=L.Conv2D(2,3,strides=2,padding="same",groups=1)(e); g=L.ReLU(max_value=.8,negative_slope=.1)(f); h=L.GlobalAveragePooling2D()(g)
models["branches"]=keras.Model(i,[h],name="branches")
res={}
for n,m in models.items():
    rand(m); x=rng.uniform(0,1,(3,)+m.input_shape[1:]).astype("float32")
    y=np.asarray(m.predict(x,verbose=0))
    m.save(f"{out}/{n}.keras"); m.save(f"{out}/{n}.h5")
    res[n]={"shape":list(x.shape),"x":[float(v) for v in x.ravel()],"y":[float(v) for v in y.ravel()]}
json.dump(res,open(f"{out}/expected.json","w"))
with zipfile.ZipFile(f"{out}/layers.keras") as archive:
    files = {name: archive.read(name) for name in archive.namelist()}
with zipfile.ZipFile(f"{out}/layers.keras", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, data in files.items():
        archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
